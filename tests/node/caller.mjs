// Print who the provider chain of the JavaScript SDK makes us, or why it does not. The SDK is found in the working folder.
import { createRequire } from "node:module";

const require = createRequire(`${process.cwd()}/`);
const { GetCallerIdentityCommand, STSClient } = require("@aws-sdk/client-sts");
const { fromNodeProviderChain } = require("@aws-sdk/credential-providers");

try {
  const client = new STSClient({ credentials: fromNodeProviderChain({ mfaCodeProvider: async () => process.env.MFA_CODE }), maxAttempts: 1 });
  const { Account, Arn, UserId } = await client.send(new GetCallerIdentityCommand({}));
  console.log(JSON.stringify({ Account, Arn, UserId }));
} catch (error) {
  console.error(`${error.name}: ${error.message}`);
  process.exitCode = 1;
}
