# Each data source looks at what a resource made. Those that list wait for every resource they list: one that waited for a
# single member of a group could read while the others are still on their way.

data "aws_caller_identity" "me" {}

data "aws_iam_session_context" "me" {
  arn = data.aws_caller_identity.me.arn
}

data "aws_iam_user" "ada" {
  user_name = aws_iam_user.people["ada"].name
}

data "aws_iam_users" "people" {
  path_prefix = aws_iam_user.people["ada"].path
  depends_on  = [aws_iam_user.people]
}

data "aws_iam_access_keys" "ada" {
  user = aws_iam_access_key.ada.user
}

data "aws_iam_user_ssh_key" "ada" {
  username          = aws_iam_user_ssh_key.ada.username
  ssh_public_key_id = aws_iam_user_ssh_key.ada.ssh_public_key_id
  encoding          = "SSH"
}

data "aws_iam_group" "developers" {
  group_name = aws_iam_group_membership.developers.group
}

data "aws_iam_role" "worker" {
  name = aws_iam_role.worker.name
}

data "aws_iam_roles" "machines" {
  path_prefix = aws_iam_role.worker.path
}

data "aws_iam_instance_profile" "worker" {
  name = aws_iam_instance_profile.worker.name
}

data "aws_iam_instance_profiles" "worker" {
  role_name = aws_iam_instance_profile.worker.role
}

data "aws_iam_policy" "read" {
  arn = aws_iam_policy.read.arn
}

data "aws_iam_policy" "aws_managed" {
  name = "AmazonS3ReadOnlyAccess"
}

data "aws_iam_account_alias" "this" {
  depends_on = [aws_iam_account_alias.this]
}

data "aws_iam_openid_connect_provider" "builds" {
  url = "https://${aws_iam_openid_connect_provider.builds.url}"
}

data "aws_iam_saml_provider" "company" {
  arn = aws_iam_saml_provider.company.arn
}

data "aws_iam_server_certificate" "site" {
  name = aws_iam_server_certificate.site.name
}

data "aws_iam_principal_policy_simulation" "ada" {
  policy_source_arn = aws_iam_user.people["ada"].arn
  action_names      = ["iam:GetUser", "iam:DeleteUser"]
  depends_on        = [aws_iam_user_policy.inline]

  context {
    key    = "aws:SecureTransport"
    type   = "boolean"
    values = ["false"]
  }
}

output "account" { value = data.aws_caller_identity.me.account_id }
output "may" { value = { for result in data.aws_iam_principal_policy_simulation.ada.results : result.action_name => result.allowed } }
output "people" { value = data.aws_iam_users.people.names }
output "members" { value = data.aws_iam_group.developers.users[*].user_name }
