/** CI systems whose tokens say in their subject which repository a job is of: fields instead of a pattern. */

export interface Repository {
  organization: string;
  /** "" for all of the organization. */
  repository: string;
  /** "" for all branches, tags and environments. */
  branch: string;
}

export interface CiIssuer {
  name: string;
  organizationLabel: string;
  repositoryLabel: string;
  /** The pattern that the subject of a token has to fit. */
  subject: (of: Repository) => string;
}

const GITHUB: CiIssuer = {
  name: "GitHub Actions",
  organizationLabel: "GitHub organization",
  repositoryLabel: "GitHub repository",
  subject: ({ organization, repository, branch }) =>
    `repo:${organization}/${repository || "*"}${branch ? `:ref:refs/heads/${branch}` : repository && ":*"}`,
};

const GITLAB: CiIssuer = {
  name: "GitLab CI/CD",
  organizationLabel: "GitLab group",
  repositoryLabel: "GitLab project",
  subject: ({ organization, repository, branch }) =>
    `project_path:${organization}/${repository || "*"}${branch ? `:ref_type:branch:ref:${branch}` : repository && ":*"}`,
};

/** Return the URL, without scheme, that the ARN of an OIDC provider is of. */
export const issuerOf = (providerArn: string) => providerArn.slice(providerArn.indexOf(":oidc-provider/") + 15);

/** Whether the issuer is the same for all customers: then IAM takes no role that does not say whose tokens it means. */
export const isShared = (issuer: string) => /^(?:token\.actions\.githubusercontent\.com|gitlab\.com)$/.test(issuer);

/** Return the CI system that signs with the name of *issuer*, as far as the name tells. */
export function ciOf(issuer: string): CiIssuer | undefined {
  if (/^token\.actions\.githubusercontent\.com(?:\/|$)/.test(issuer)) return GITHUB;
  return /(?:^|[.-])gitlab\./.test(issuer) ? GITLAB : undefined;
}
