/** Trusted entities as lists and pages show them: icon and text. */
import Icon, { type IconProps } from "@cloudscape-design/components/icon";
import Popover from "@cloudscape-design/components/popover";
import StatusIndicator from "@cloudscape-design/components/status-indicator";
import { type Entity, type EntityKind, entityText } from "./entities";

const ICONS: Record<Exclude<EntityKind, "deleted">, IconProps.Name> = {
  everyone: "globe",
  service: "settings",
  account: "group",
  user: "user-profile",
  role: "security",
  session: "security",
  "federated user": "user-profile",
  "SAML provider": "key",
  "OIDC provider": "key",
};

/** *text* is what is said of it, in the words of lists unless it is given. */
export function TrustedEntity({ entity, text = entityText(entity) }: { entity: Entity; text?: string }) {
  return (
    <span className="ostiary-entity">
      {entity.kind === "deleted" ? (
        <StatusIndicator type="warning">{text}</StatusIndicator>
      ) : (
        <>
          <Icon name={ICONS[entity.kind]} /> {text}
        </>
      )}
    </span>
  );
}

/** The first two, and how many more there are. */
const SHOWN = 2;

interface Props {
  entities: readonly Entity[];
  isLinked?: boolean;
}

export function TrustedEntities({ entities, isLinked = false }: Props) {
  if (entities.length === 0) return "-";
  const shown = entities.slice(0, SHOWN);
  const more = entities.slice(SHOWN);
  return (
    <span className="ostiary-entities">
      {shown.map((entity) => (
        <TrustedEntity
          key={entity.principal}
          entity={entity}
          text={entityText(entity) + (isLinked ? " (service-linked role)" : "")}
        />
      ))}
      {more.length > 0 ? (
        <Popover
          triggerType="text"
          header="Trusted entities"
          dismissAriaLabel="Close"
          content={
            <ul className="ostiary-plain-list">
              {entities.map((entity) => (
                <li key={entity.principal}>{entityText(entity)}</li>
              ))}
            </ul>
          }
        >
          + {more.length} more
        </Popover>
      ) : null}
    </span>
  );
}
