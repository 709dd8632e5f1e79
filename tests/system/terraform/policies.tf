data "aws_iam_policy_document" "read" {
  statement {
    sid       = local.step
    actions   = ["iam:Get*", "iam:List*"]
    resources = ["*"]
    condition {
      test     = "Bool"
      variable = "aws:SecureTransport"
      values   = ["false"]
    }
  }
}

resource "aws_iam_policy" "read" {
  name        = "read"
  path        = "/teams/"
  description = "Look at everything"
  policy      = data.aws_iam_policy_document.read.json
  tags        = { kind = "read", step = local.step }
}

resource "aws_iam_policy" "shared" {
  name   = "shared"
  policy = data.aws_iam_policy_document.read.json
}

resource "aws_iam_policy_attachment" "shared" {
  name       = "shared"
  policy_arn = aws_iam_policy.shared.arn
  users      = [for name in var.later ? ["ben", "cy"] : ["ben"] : aws_iam_user.people[name].name]
  groups     = [for name in ["one", "two"] : aws_iam_group.readers[name].name]
  roles      = [aws_iam_role.visitor.name]
}

resource "aws_iam_group_policy" "inline" {
  name   = "inline"
  group  = aws_iam_group.developers.name
  policy = data.aws_iam_policy_document.read.json
}

resource "aws_iam_group_policy_attachment" "read" {
  group      = aws_iam_group.developers.name
  policy_arn = aws_iam_policy.read.arn
}

resource "aws_iam_user_policy" "inline" {
  name   = "inline"
  user   = aws_iam_user.people["ada"].name
  policy = data.aws_iam_policy_document.read.json
}

resource "aws_iam_user_policy_attachment" "aws_managed" {
  user       = aws_iam_user.people["ada"].name
  policy_arn = "arn:aws:iam::aws:policy/AmazonS3ReadOnlyAccess"
}

resource "aws_iam_role_policy" "inline" {
  name   = "inline"
  role   = aws_iam_role.worker.id
  policy = data.aws_iam_policy_document.read.json
}

resource "aws_iam_role_policy_attachment" "read" {
  role       = aws_iam_role.worker.name
  policy_arn = aws_iam_policy.read.arn
}
