variable "certificate" { type = string }

variable "private_key" {
  type      = string
  sensitive = true
}

variable "ssh_key" { type = string }

resource "aws_iam_access_key" "ada" {
  user   = aws_iam_user.people["ada"].name
  status = local.status
}

resource "aws_iam_user_ssh_key" "ada" {
  username   = aws_iam_user.people["ada"].name
  encoding   = "SSH"
  public_key = var.ssh_key
  status     = local.status
}

resource "aws_iam_signing_certificate" "ada" {
  user_name        = aws_iam_user.people["ada"].name
  certificate_body = var.certificate
  status           = local.status
}

resource "aws_iam_service_specific_credential" "ada" {
  user_name    = aws_iam_user.people["ada"].name
  service_name = "codecommit.amazonaws.com"
  status       = local.status
}

resource "aws_iam_virtual_mfa_device" "ada" {
  virtual_mfa_device_name = "ada"
  path                    = "/people/"
  tags                    = { step = local.step }
}

resource "aws_iam_server_certificate" "site" {
  name             = "site"
  path             = "/sites/"
  certificate_body = var.certificate
  private_key      = var.private_key
  tags             = { step = local.step }

  lifecycle {
    ignore_changes = [private_key] # it never comes back, so that an imported certificate has none
  }
}
