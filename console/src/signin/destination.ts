/** Where a browser goes after sign-in: a path of this server, whatever the link that led here says. */

export const HOME = "/console";

/** Return the path, query and fragment of *asked* where that is on this very origin, else the console's home. */
export function destinationOf(asked: string | null, origin: string = window.location.origin): string {
  if (!asked) return HOME;
  let url: URL;
  try {
    url = new URL(asked, `${origin}/`);
  } catch {
    return HOME;
  }
  if (url.origin !== origin || (url.protocol !== "https:" && url.protocol !== "http:")) return HOME;
  // What is sent on is put together from the parsed parts: nothing that a browser could read in another way. A path
  // that begins with two slashes would be the name of another host.
  return url.pathname.startsWith("//") ? HOME : url.pathname + url.search + url.hash;
}
