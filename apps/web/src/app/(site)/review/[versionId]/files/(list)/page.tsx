import { FileChangesQuery } from "@mosis/domain";
import { container } from "@/container.ts";
import { FileList } from "@/review/file-list.tsx";
import { loadReview } from "@/review/load-review.ts";

type Props = { params: Promise<{ versionId: string }>; searchParams: Promise<unknown> };

export default async function FilesPage({ params, searchParams }: Props) {
  const { actor, sheet } = await loadReview((await params).versionId);
  const asked = FileChangesQuery.parse(await searchParams);
  const { version, before } = sheet;
  // Of a first version everything is new: that is no news.
  const query = before === null && asked.show === "changes" ? { ...asked, show: "all" as const } : asked;
  const compared = await container().app.compareVersionFiles({ actor, versionId: version.id, query });
  return <FileList compared={compared} query={query} base={`/review/${version.id}/files/view`} />;
}
