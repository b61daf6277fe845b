import { Box } from "@mantine/core";
import { PageTabs } from "@/ui/page-tabs.tsx";
import { accountPlaces } from "./account-places.ts";

const base = "/console";

/** The way between the places of an account where there is no room beside the page: on a phone. */
export function AccountTabs() {
  return (
    <Box hiddenFrom="sm">
      <PageTabs
        label="Account"
        base={base}
        tabs={accountPlaces.map(({ href, label }) => ({ path: href.slice(base.length), label }))}
      />
    </Box>
  );
}
