import type { Page } from "../../app/pages";
import { paths } from "../../app/paths";

export const quotaPages: readonly Page[] = [{ path: paths.quotas, title: "Quotas", load: () => import("./detail") }];
