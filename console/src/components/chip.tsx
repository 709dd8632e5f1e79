import { COLOURS, type Colour } from "../session/recent-roles";

const SIDE = 16;

/** The square that marks a role. It decorates the name beside it and says nothing of its own. */
export function Chip({ colour }: { colour: Colour | null }) {
  const fill = COLOURS.find(({ value }) => value === colour)?.fill;
  return (
    <svg viewBox={`0 0 ${SIDE} ${SIDE}`} width={SIDE} height={SIDE} aria-hidden="true" focusable="false">
      {/* The frame keeps it visible on any ground; a role without a colour is the frame alone. */}
      <rect x="2" y="2" width="12" height="12" rx="2" fill={fill ?? "none"} stroke="currentColor" strokeWidth="1" />
    </svg>
  );
}
