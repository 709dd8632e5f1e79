import Link, { type LinkProps } from "@cloudscape-design/components/link";
import type { ReactNode } from "react";
import { href } from "../app/paths";
import { useGo } from "../app/use-go";

interface Props {
  to: string;
  children: ReactNode;
  variant?: LinkProps.Variant;
  fontSize?: LinkProps.FontSize;
}

/** A link to a page of the console. With a modifier key it opens elsewhere, like any other link. */
export function Go({ to, children, variant = "primary", fontSize }: Props) {
  const { follow } = useGo();
  return (
    <Link href={href(to)} onFollow={follow} variant={variant} {...(fontSize && { fontSize })}>
      {children}
    </Link>
  );
}
