/** The credential report: every user's passwords, keys, devices and certificates. */
import Button from "@cloudscape-design/components/button";
import Select from "@cloudscape-design/components/select";
import { useQuery } from "@tanstack/react-query";
import { useMemo } from "react";
import { type Topic, usePageHelp } from "../../app/help";
import { useAddress } from "../../app/use-address";
import { downloadText } from "../../components/download";
import { type Noun, ResourceTable, wholeList } from "../../components/resource-table";
import { exact, relative } from "../../components/time";
import { nameOf, REPORT_COLUMNS } from "./columns";
import { credentialReport } from "./queries";
import { FINDERS, type FinderName, fileName } from "./report";

const HELP: Topic = {
  title: "Credential report",
  body: (
    <>
      <p>
        One row for the root user and one for each user: passwords, access keys, MFA and certificates, and when each was
        last changed and used.
      </p>
      <p>
        A report stays as it was made for four hours; within that time nobody gets a newer one. When an access key was
        last used is known within a minute.
      </p>
      <h3>Related topics</h3>
      <ul>
        <li>The file has AWS’s 22 columns: tools that read AWS’s reports read this one.</li>
        <li>Rotate keys that are old, and deactivate what nobody uses.</li>
      </ul>
    </>
  ),
};

const NOUN: Noun = { one: "user", many: "credentials", title: "Credential report" };

const ALL = { value: "all", label: "All users" } as const;
const OPTIONS = [
  ALL,
  { value: "withoutMfa", label: "Password and no MFA" },
  { value: "withOldKey", label: "Active key older than 90 days" },
  { value: "withUnused", label: "Unused for 90 days" },
] satisfies { value: FinderName | "all"; label: string }[];

const PLAIN = { show: "all" };

const isFinder = (name: string): name is FinderName => name in FINDERS;

export default function Report() {
  usePageHelp(HELP);
  const report = useQuery(credentialReport());
  const [{ show }, change] = useAddress(PLAIN);
  const all = report.data?.rows;
  const rows = useMemo(
    () => (isFinder(show) ? all?.filter((row) => FINDERS[show](row, Date.now())) : all),
    [all, show],
  );
  const generated = report.data?.generated;

  return (
    <ResourceTable
      noun={NOUN}
      query={wholeList({ ...report, data: rows })}
      columns={REPORT_COLUMNS}
      idOf={({ arn = "" }) => arn}
      nameOf={nameOf}
      description={
        generated
          ? `Generated ${relative(generated)}, ${exact(generated)}. A newer one can be made four hours after that.`
          : "The passwords, access keys, MFA devices and certificates of every user."
      }
      info={HELP}
      filters={
        <Select
          selectedOption={OPTIONS.find(({ value }) => value === show) ?? ALL}
          options={OPTIONS}
          onChange={({ detail }) => change({ show: detail.selectedOption.value ?? "all", page: undefined })}
          ariaLabel="Show"
        />
      }
      actions={
        <Button
          variant="primary"
          iconName="download"
          disabled={report.data === undefined}
          onClick={() => {
            if (report.data) downloadText(fileName(report.data.generated), "text/csv", report.data.csv);
          }}
        >
          Download report
        </Button>
      }
    />
  );
}
