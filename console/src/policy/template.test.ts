import { expect, test } from "vitest";
import { templatesOf } from "./template";

const text = JSON.stringify({
  Version: "2012-10-17",
  Statement: [
    {
      Effect: "Allow",
      Action: ["s3:GetObject"],
      // biome-ignore lint/suspicious/noTemplateCurlyInString: a policy variable
      Resource: "arn:aws:s3:::home/${aws:username}/*",
      Condition: { Bool: { "aws:SecureTransport": true }, StringLike: { "aws:PrincipalTag/team": [] } },
    },
  ],
});

const textOf = (id: string) => templatesOf("team-a.reports", text).find((each) => each.id === id)?.text;

test("Terraform makes the policy, and reads none of its variables as its own", () => {
  expect(textOf("terraform")).toBe(`resource "aws_iam_policy" "team_a_reports" {
  name   = "team-a.reports"
  policy = jsonencode({
    Version = "2012-10-17"
    Statement = [
      {
        Effect = "Allow"
        Action = [
          "s3:GetObject",
        ]
        Resource = "arn:aws:s3:::home/$\${aws:username}/*"
        Condition = {
          Bool = {
            "aws:SecureTransport" = true
          }
          StringLike = {
            "aws:PrincipalTag/team" = []
          }
        }
      },
    ]
  })
}
`);
});

test("CloudFormation makes the policy with the very document", () => {
  const template = JSON.parse(textOf("cloudformation") ?? "");
  expect(template.Resources.TeamAReportsPolicy).toEqual({
    Type: "AWS::IAM::ManagedPolicy",
    Properties: { ManagedPolicyName: "team-a.reports", PolicyDocument: JSON.parse(text) },
  });
});

test("names that begin with a digit, or hold no letter, are made such that both take them", () => {
  expect(templatesOf("7days", text)[0]?.text).toContain('"policy_7days"');
  expect(templatesOf("+=@", text)[1]?.text).toContain('"Policy":');
});

test("of what is no policy there is no template", () => {
  expect(templatesOf("a", "{ nothing")).toEqual([]);
  expect(templatesOf("a", "[]")).toEqual([]);
});
