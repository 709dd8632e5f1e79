/** What an access key is wanted for, and what would serve better: keys last, and what lasts leaks. */
export interface UseCase {
  value: string;
  label: string;
  description: string;
  better: string;
}

export const USE_CASES: readonly UseCase[] = [
  {
    value: "cli",
    label: "Command Line Interface (CLI)",
    description: "You call the API from your own terminal.",
    better: "Sign in with “aws login”: it gets credentials that end by themselves, and asks for your MFA.",
  },
  {
    value: "local",
    label: "Local code",
    description: "You try out a program on your own machine.",
    better: "Sign in with “aws login” and have the SDK use that profile; the program needs no key of its own.",
  },
  {
    value: "compute",
    label: "Application running on a server that you manage",
    description: "A program runs on machines of this installation.",
    better:
      "Give the machine a role by an instance profile: the agent hands the program credentials by the metadata address.",
  },
  {
    value: "third-party",
    label: "Third-party service",
    description: "A service of somebody else watches or manages your resources.",
    better: "Let the service assume a role, with an external ID in its trust policy.",
  },
  {
    value: "outside",
    label: "Application running elsewhere",
    description: "A program runs in a data centre, in a pipeline or at another provider.",
    better:
      "Use a role: by a web identity token where the platform issues one, or by a certificate with IAM Roles Anywhere.",
  },
  {
    value: "other",
    label: "Other",
    description: "Your use case is not listed here.",
    better:
      "Use a role wherever the program can get one. If it needs a key, give it few permissions and replace it often.",
  },
];
