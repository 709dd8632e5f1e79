import Alert from "@cloudscape-design/components/alert";
import Button from "@cloudscape-design/components/button";
import Container from "@cloudscape-design/components/container";
import Form from "@cloudscape-design/components/form";
import Header from "@cloudscape-design/components/header";
import SpaceBetween from "@cloudscape-design/components/space-between";
import type { ReactNode } from "react";

interface Props {
  title: string;
  description?: ReactNode;
  error?: string;
  submit: string;
  isBusy: boolean;
  onSubmit: () => void;
  /** Links to other ways. */
  below?: ReactNode;
  children: ReactNode;
}

/** One step: what it is about, its fields, what went wrong, and the button that goes on. */
export function StepForm({ title, description, error, submit, isBusy, onSubmit, below, children }: Props) {
  return (
    <form
      onSubmit={(event) => {
        event.preventDefault();
        onSubmit();
      }}
    >
      <Container
        header={
          <Header variant="h1" description={description}>
            {title}
          </Header>
        }
      >
        <Form>
          <SpaceBetween size="l">
            {error ? (
              <Alert type="error" header="Not signed in">
                {error}
              </Alert>
            ) : null}
            {children}
            <Button variant="primary" fullWidth formAction="submit" loading={isBusy} loadingText="Checking">
              {submit}
            </Button>
            {below}
          </SpaceBetween>
        </Form>
      </Container>
    </form>
  );
}
