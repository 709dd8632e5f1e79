# What a principal has, and nothing else: the second apply takes away what somebody gave in between.

resource "aws_iam_user_policies_exclusive" "ada" {
  user_name    = aws_iam_user.people["ada"].name
  policy_names = [aws_iam_user_policy.inline.name]
}

resource "aws_iam_user_policy_attachments_exclusive" "ada" {
  user_name   = aws_iam_user.people["ada"].name
  policy_arns = [aws_iam_user_policy_attachment.aws_managed.policy_arn]
}

resource "aws_iam_group_policies_exclusive" "developers" {
  group_name   = aws_iam_group.developers.name
  policy_names = [aws_iam_group_policy.inline.name]
}

resource "aws_iam_group_policy_attachments_exclusive" "developers" {
  group_name  = aws_iam_group.developers.name
  policy_arns = [aws_iam_group_policy_attachment.read.policy_arn]
}

resource "aws_iam_role_policies_exclusive" "worker" {
  role_name    = aws_iam_role.worker.name
  policy_names = [aws_iam_role_policy.inline.name]
}

resource "aws_iam_role_policy_attachments_exclusive" "worker" {
  role_name   = aws_iam_role.worker.name
  policy_arns = [aws_iam_role_policy_attachment.read.policy_arn]
}
