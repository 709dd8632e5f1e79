/** What the pages of groups ask of IAM. */
import { GetGroupCommand, ListGroupsCommand } from "@aws-sdk/client-iam";
import { queryOptions } from "@tanstack/react-query";
import { allOfIam, callIam, listIam, pagesOfIam } from "../../api/queries";

export const groups = () => pagesOfIam("ListGroups", ListGroupsCommand, {}, ({ Groups }) => Groups);

export const allGroups = () => allOfIam("ListGroups", ListGroupsCommand, {}, ({ Groups }) => Groups);

/** The group alone: its users come by pages. */
export const group = (GroupName: string) =>
  queryOptions({
    queryKey: ["iam", "GetGroup", { GroupName }, "group"],
    queryFn: async ({ signal }) =>
      (await callIam("GetGroup", GetGroupCommand, { GroupName, MaxItems: 1 }, signal)).Group,
  });

export const usersOf = (GroupName: string) =>
  queryOptions({
    queryKey: ["iam", "GetGroup", { GroupName }, "users"],
    queryFn: ({ signal }) => listIam("GetGroup", GetGroupCommand, { GroupName }, ({ Users }) => Users, signal),
  });
