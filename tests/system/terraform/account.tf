variable "saml_metadata" { type = map(string) }

resource "aws_iam_account_alias" "this" {
  account_alias = "ostiary-terraform"
}

resource "aws_iam_openid_connect_provider" "builds" {
  url             = "https://token.example.com"
  client_id_list  = var.later ? ["sts.amazonaws.com", "builds"] : ["sts.amazonaws.com"]
  thumbprint_list = [var.later ? "0123456789abcdef0123456789abcdef01234567" : "89abcdef0123456789abcdef0123456789abcdef"]
  tags            = { step = local.step }
}

resource "aws_iam_saml_provider" "company" {
  name                   = "company"
  saml_metadata_document = var.saml_metadata[local.step]
  tags                   = { step = local.step }
}

resource "aws_iam_security_token_service_preferences" "this" {
  global_endpoint_token_version = var.later ? "v1Token" : "v2Token"
}
