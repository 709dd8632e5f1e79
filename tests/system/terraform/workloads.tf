variable "authority" { type = string }

resource "aws_rolesanywhere_trust_anchor" "ca" {
  name    = "ca-${local.step}"
  enabled = true
  source {
    source_type = "CERTIFICATE_BUNDLE"
    source_data { x509_certificate_data = var.authority }
  }
  tags = { step = local.step }
}

resource "aws_rolesanywhere_profile" "web" {
  name             = "web-${local.step}"
  enabled          = !var.later
  role_arns        = [aws_iam_role.worker.arn]
  duration_seconds = var.later ? 1800 : 3600
  tags             = { step = local.step }
}
