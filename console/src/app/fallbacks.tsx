/** What stands in for a page that is not there, not there yet, or broken. */
import Alert from "@cloudscape-design/components/alert";
import Box from "@cloudscape-design/components/box";
import Button from "@cloudscape-design/components/button";
import ContentLayout from "@cloudscape-design/components/content-layout";
import Header from "@cloudscape-design/components/header";
import Spinner from "@cloudscape-design/components/spinner";
import { Go } from "../components/go";
import { paths } from "./paths";

export function NotFound() {
  return (
    <ContentLayout header={<Header variant="h1">Page not found</Header>}>
      <Box>
        There is no page at this address. <Go to={paths.home}>Go to the dashboard</Go>
      </Box>
    </ContentLayout>
  );
}

export function PageLoading() {
  return (
    <Box textAlign="center" padding="xxl">
      <Spinner size="large" />
      <Box variant="p">Loading</Box>
    </Box>
  );
}

/** A page that failed to load or to draw. After an update of the server its old files are gone: reloading helps. */
export function PageFailure({ error }: { error: unknown }) {
  return (
    <Alert
      type="error"
      header="This page failed"
      action={<Button onClick={() => window.location.reload()}>Reload</Button>}
    >
      {error instanceof Error ? error.message : "Something went wrong."}
    </Alert>
  );
}
