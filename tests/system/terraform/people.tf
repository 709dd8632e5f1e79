resource "aws_iam_user" "people" {
  for_each = toset(["ada", "ben", "cy"])
  name     = each.key
  path     = var.later ? "/people/again/" : "/people/"
  tags     = { team = "core", owner = each.key, step = local.step }
}

resource "aws_iam_group" "developers" {
  name = "developers"
  path = var.later ? "/teams/again/" : "/teams/"
}

resource "aws_iam_group" "testers" {
  name = "testers-${local.step}"
}

resource "aws_iam_group_membership" "developers" {
  name  = "developers"
  group = aws_iam_group.developers.name
  users = [for name in var.later ? ["ben"] : ["ada", "ben"] : aws_iam_user.people[name].name]
}

resource "aws_iam_group" "readers" {
  for_each = toset(["one", "two"])
  name     = "readers-${each.key}"
}

resource "aws_iam_user_group_membership" "cy" {
  user   = aws_iam_user.people["cy"].name
  groups = [for name in var.later ? ["one", "two"] : ["one"] : aws_iam_group.readers[name].name]
}
