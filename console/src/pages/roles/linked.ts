/** Where service-linked roles stand: of them a service decides what they trust and may do. */
const PATH = "/aws-service-role/";

export const isServiceLinked = ({ Path }: { Path?: string | undefined }) => Path?.startsWith(PATH) ?? false;
