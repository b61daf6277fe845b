import { IconMapOff } from "@tabler/icons-react";
import { EmptyState } from "@/ui/empty-state.tsx";
import { LinkButton } from "@/ui/link.tsx";

export default function NotFound() {
  return (
    <EmptyState
      page
      icon={<IconMapOff size={24} />}
      title="There is nothing here"
      action={<LinkButton href="/">To the catalog</LinkButton>}
    >
      The address may be mistyped, or what it showed is gone or belongs to somebody else.
    </EmptyState>
  );
}
