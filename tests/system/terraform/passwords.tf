resource "aws_iam_account_password_policy" "this" {
  minimum_password_length        = var.later ? 18 : 16
  require_lowercase_characters   = true
  require_uppercase_characters   = true
  require_numbers                = true
  require_symbols                = !var.later
  allow_users_to_change_password = true
  max_password_age               = var.later ? 90 : 30
  password_reuse_prevention      = 5
}

resource "aws_iam_user_login_profile" "ada" {
  user                    = aws_iam_user.people["ada"].name
  password_length         = 20
  password_reset_required = true
  depends_on              = [aws_iam_account_password_policy.this]

  lifecycle {
    ignore_changes = [password_length, password_reset_required] # the provider reads neither
  }
}
