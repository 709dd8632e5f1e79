/** Asking the simulator: what one would be decided, in as many calls as its actions take. */
import {
  type ContextEntry,
  type EvaluationResult,
  GetContextKeysForCustomPolicyCommand,
  GetContextKeysForPrincipalPolicyCommand,
  type PolicyIdentifier,
  SimulateCustomPolicyCommand,
  SimulatePrincipalPolicyCommand,
} from "@aws-sdk/client-iam";
import { callIam } from "../api/queries";

export interface Question {
  /** Whose policies count; "" for none but those given. */
  source: string;
  /** Documents that count besides. */
  policies: readonly string[];
  /** Which of the source's do not. */
  exclusions: readonly PolicyIdentifier[];
  /** In the place of the source's permissions boundary; "" for that one. */
  boundary: string;
  /** Service control policies, for a question without a source. */
  guardrail: string;
  resourcePolicy: string;
  resourceOwner: string;
  /** Who calls, where that is somebody else; "" for the source. */
  caller: string;
  actions: readonly string[];
  resources: readonly string[];
  context: readonly ContextEntry[];
}

export const EMPTY: Question = {
  source: "",
  policies: [],
  exclusions: [],
  boundary: "",
  guardrail: "",
  resourcePolicy: "",
  resourceOwner: "",
  caller: "",
  actions: [],
  resources: [],
  context: [],
};

/** Actions in one call: an answer comes soon, and what is under way can be told. */
const AT_ONCE = 25;

function inputOf(question: Question, actions: readonly string[], Marker: string) {
  return {
    ActionNames: [...actions],
    PolicyInputList: [...question.policies],
    ...(question.resources.length > 0 && { ResourceArns: [...question.resources] }),
    ...(question.context.length > 0 && { ContextEntries: [...question.context] }),
    ...(question.boundary && { PermissionsBoundaryPolicyInputList: [question.boundary] }),
    ...(question.resourcePolicy && { ResourcePolicy: question.resourcePolicy }),
    ...(question.resourceOwner && { ResourceOwner: question.resourceOwner }),
    ...(question.caller && { CallerArn: question.caller }),
    ...(Marker && { Marker }),
  };
}

function callFor(question: Question, actions: readonly string[], marker: string, signal: AbortSignal | undefined) {
  const input = inputOf(question, actions, marker);
  if (question.source) {
    const exclusions = question.exclusions.length > 0 && { PolicyExclusionList: [...question.exclusions] };
    const asked = { ...input, ...exclusions, PolicySourceArn: question.source };
    return callIam("SimulatePrincipalPolicy", SimulatePrincipalPolicyCommand, asked, signal);
  }
  const levels = question.guardrail && {
    OrderedOrganizationPolicyInputList: [{ ServiceControlPolicyInputList: [question.guardrail] }],
  };
  return callIam("SimulateCustomPolicy", SimulateCustomPolicyCommand, { ...input, ...levels }, signal);
}

/**
 * Return a result for each action.
 *
 * *onProgress* is told of the results so far. Raises ApiError, also when *signal* gives the calls up.
 */
export async function simulate(
  question: Question,
  signal?: AbortSignal,
  onProgress: (results: readonly EvaluationResult[]) => void = () => {},
): Promise<EvaluationResult[]> {
  const results: EvaluationResult[] = [];
  for (let at = 0; at < question.actions.length; at += AT_ONCE) {
    const actions = question.actions.slice(at, at + AT_ONCE);
    let marker = "";
    do {
      const answer = await callFor(question, actions, marker, signal);
      results.push(...(answer.EvaluationResults ?? []));
      marker = answer.IsTruncated ? (answer.Marker ?? "") : "";
      onProgress([...results]);
    } while (marker);
  }
  return results;
}

/** Return the context keys that the policies of *source*, and *policies*, ask for. */
export async function contextKeys(source: string, policies: readonly string[], signal: AbortSignal): Promise<string[]> {
  const PolicyInputList = [...policies];
  const answer = source
    ? await callIam(
        "GetContextKeysForPrincipalPolicy",
        GetContextKeysForPrincipalPolicyCommand,
        { PolicySourceArn: source, PolicyInputList },
        signal,
      )
    : await callIam("GetContextKeysForCustomPolicy", GetContextKeysForCustomPolicyCommand, { PolicyInputList }, signal);
  return answer.ContextKeyNames ?? [];
}
