/** The address of every page. What a page shows is in its address: reload and bookmarks keep the place. */

const at = encodeURIComponent;

export const paths = {
  home: "/",
  switchRole: "/switch-role",
  users: "/users",
  user: (userName: string) => `/users/${at(userName)}`,
  createUser: "/create-user",
  groups: "/groups",
  createGroup: "/create-group",
  group: (groupName: string) => `/groups/${at(groupName)}`,
  roles: "/roles",
  role: (roleName: string) => `/roles/${at(roleName)}`,
  createRole: "/create-role",
  editTrust: (roleName: string) => `/roles/${at(roleName)}/trust-policy`,
  policies: "/policies",
  policy: (arn: string) => `/policies/${at(arn)}`,
  createPolicy: "/policies/create",
  editPolicy: (arn: string) => `/policies/${at(arn)}/edit`,
  providers: "/providers",
  provider: (arn: string) => `/providers/${at(arn)}`,
  addProvider: "/providers/add",
  testToken: "/providers/test",
  settings: "/settings",
  passwordPolicy: "/settings/password-policy",
  credentials: "/security-credentials",
  analysis: "/access-analysis",
  credentialReport: "/credential-report",
  activity: "/activity",
  event: (eventId: string) => `/activity?attribute=EventId&value=${at(eventId)}&range=90d&event=${at(eventId)}`,
  simulator: "/simulator",
  simulate: (kind: string, name: string) => `/simulator?kind=${kind}&name=${at(name)}`,
  quotas: "/quotas",
  explain: "/explain",
  compare: "/compare",
} as const;

/** Where the pages are on the server. */
export const BASE = "/console";

/** The address of a page as links show it. */
export const href = (path: string) => BASE + (path === "/" ? "" : path);
