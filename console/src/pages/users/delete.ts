/** Deleting a user. IAM deletes one that has nothing left; what it has is taken away first, kind by kind. */
import {
  DeleteAccessKeyCommand,
  DeleteServiceSpecificCredentialCommand,
  DeleteSigningCertificateCommand,
  DeleteSSHPublicKeyCommand,
  DeleteUserCommand,
  DeleteUserPolicyCommand,
  DetachUserPolicyCommand,
  ListAccessKeysCommand,
  ListAttachedUserPoliciesCommand,
  ListGroupsForUserCommand,
  ListMFADevicesCommand,
  ListServiceSpecificCredentialsCommand,
  ListSigningCertificatesCommand,
  ListSSHPublicKeysCommand,
  ListUserPoliciesCommand,
  RemoveUserFromGroupCommand,
} from "@aws-sdk/client-iam";
import { callIam } from "../../api/queries";
import { removePassword } from "../../credentials/console-access";
import { removeDevice } from "../../credentials/mfa-calls";
import { userOwner } from "../../credentials/owner";

type Step = (UserName: string) => Promise<unknown>;

const each = <T>(items: readonly T[] | undefined, work: (item: T) => Promise<unknown>) =>
  (items ?? []).reduce((before, item) => before.then(() => work(item)), Promise.resolve() as Promise<unknown>);

/** What lets somebody in goes first: a deletion that stops half-way leaves a user who can do less, not more. */
const STEPS: readonly Step[] = [
  removePassword,
  async (UserName) => {
    const { AccessKeyMetadata } = await callIam("ListAccessKeys", ListAccessKeysCommand, { UserName });
    await each(AccessKeyMetadata, ({ AccessKeyId }) =>
      callIam("DeleteAccessKey", DeleteAccessKeyCommand, { UserName, AccessKeyId }),
    );
  },
  async (UserName) => {
    const { Certificates } = await callIam("ListSigningCertificates", ListSigningCertificatesCommand, { UserName });
    await each(Certificates, ({ CertificateId }) =>
      callIam("DeleteSigningCertificate", DeleteSigningCertificateCommand, { UserName, CertificateId }),
    );
  },
  async (UserName) => {
    const { SSHPublicKeys } = await callIam("ListSSHPublicKeys", ListSSHPublicKeysCommand, { UserName });
    await each(SSHPublicKeys, ({ SSHPublicKeyId }) =>
      callIam("DeleteSSHPublicKey", DeleteSSHPublicKeyCommand, { UserName, SSHPublicKeyId }),
    );
  },
  async (UserName) => {
    const listed = await callIam("ListServiceSpecificCredentials", ListServiceSpecificCredentialsCommand, { UserName });
    await each(listed.ServiceSpecificCredentials, ({ ServiceSpecificCredentialId }) =>
      callIam("DeleteServiceSpecificCredential", DeleteServiceSpecificCredentialCommand, {
        UserName,
        ServiceSpecificCredentialId,
      }),
    );
  },
  async (UserName) => {
    const { PolicyNames } = await callIam("ListUserPolicies", ListUserPoliciesCommand, { UserName, MaxItems: 1_000 });
    await each(PolicyNames, (PolicyName) =>
      callIam("DeleteUserPolicy", DeleteUserPolicyCommand, { UserName, PolicyName }),
    );
  },
  async (UserName) => {
    const listed = await callIam("ListAttachedUserPolicies", ListAttachedUserPoliciesCommand, {
      UserName,
      MaxItems: 1_000,
    });
    await each(listed.AttachedPolicies, ({ PolicyArn }) =>
      callIam("DetachUserPolicy", DetachUserPolicyCommand, { UserName, PolicyArn }),
    );
  },
  async (UserName) => {
    const { Groups } = await callIam("ListGroupsForUser", ListGroupsForUserCommand, { UserName, MaxItems: 1_000 });
    await each(Groups, ({ GroupName }) =>
      callIam("RemoveUserFromGroup", RemoveUserFromGroupCommand, { UserName, GroupName }),
    );
  },
  async (UserName) => {
    const { MFADevices } = await callIam("ListMFADevices", ListMFADevicesCommand, { UserName });
    await each(MFADevices, ({ SerialNumber = "" }) => removeDevice(userOwner(UserName), SerialNumber));
  },
  (UserName) => callIam("DeleteUser", DeleteUserCommand, { UserName }),
];

/** Delete the user and all that is theirs. Raises ApiError from the step that was refused; those before it are done. */
export async function deleteUser(userName: string): Promise<void> {
  await each(STEPS, (step) => step(userName));
}
