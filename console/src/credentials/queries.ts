/** What the pages of credentials ask of IAM. Secrets are in none of these answers: those are never kept. */
import {
  GetAccountPasswordPolicyCommand,
  ListAccessKeysCommand,
  ListMFADevicesCommand,
  ListServiceSpecificCredentialsCommand,
  ListSigningCertificatesCommand,
  ListSSHPublicKeysCommand,
} from "@aws-sdk/client-iam";
import { readIam } from "../api/queries";
import { named, type Owner } from "./owner";

export const accessKeysOf = (owner: Owner) => readIam("ListAccessKeys", ListAccessKeysCommand, named(owner));

export const mfaDevicesOf = (owner: Owner) => readIam("ListMFADevices", ListMFADevicesCommand, named(owner));

export const sshKeysOf = (owner: Owner) => readIam("ListSSHPublicKeys", ListSSHPublicKeysCommand, named(owner));

export const certificatesOf = (owner: Owner) =>
  readIam("ListSigningCertificates", ListSigningCertificatesCommand, named(owner));

export const serviceCredentialsOf = (owner: Owner) =>
  readIam("ListServiceSpecificCredentials", ListServiceSpecificCredentialsCommand, named(owner));

export const passwordPolicy = () => readIam("GetAccountPasswordPolicy", GetAccountPasswordPolicyCommand, {});
