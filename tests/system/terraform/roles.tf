data "aws_iam_policy_document" "trust" {
  statement {
    sid     = local.step
    actions = ["sts:AssumeRole"]
    principals {
      type        = "AWS"
      identifiers = [aws_iam_user.people["ada"].arn]
    }
    principals {
      type        = "Service"
      identifiers = ["ec2.amazonaws.com"]
    }
  }
}

resource "aws_iam_role" "worker" {
  name                 = "worker"
  path                 = "/machines/"
  description          = "Does the work: ${local.step}"
  max_session_duration = var.later ? 7200 : 3600
  assume_role_policy   = data.aws_iam_policy_document.trust.json
  permissions_boundary = var.later ? null : aws_iam_policy.read.arn
  tags                 = { kind = "worker", step = local.step }
}

data "aws_iam_policy_document" "federated" {
  statement {
    actions = ["sts:AssumeRoleWithSAML"]
    principals {
      type        = "Federated"
      identifiers = [aws_iam_saml_provider.company.arn]
    }
    condition {
      test     = "StringEquals"
      variable = "SAML:aud"
      values   = ["https://signin.aws.amazon.com/saml"]
    }
  }
}

resource "aws_iam_role" "visitor" {
  name_prefix        = "visitor-"
  assume_role_policy = data.aws_iam_policy_document.federated.json
  tags               = { step = local.step }
}

resource "aws_iam_instance_profile" "worker" {
  name = "worker"
  role = aws_iam_role.worker.name
  tags = { kind = "worker", step = local.step }
}

resource "aws_iam_service_linked_role" "scaling" {
  aws_service_name = "autoscaling.amazonaws.com"
  custom_suffix    = "terraform"
  description      = "Scales: ${local.step}"
  tags             = { step = local.step }
}
