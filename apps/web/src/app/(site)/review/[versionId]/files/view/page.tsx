import { isDomainError } from "@mosis/domain";
import { notFound } from "next/navigation";
import { z } from "zod";
import { container } from "@/container.ts";
import { FileQuery } from "@/http/review-inputs.ts";
import { FileView } from "@/review/file-view.tsx";
import { loadReview } from "@/review/load-review.ts";
import { LinkAnchor } from "@/ui/link.tsx";

type Props = { params: Promise<{ versionId: string }>; searchParams: Promise<unknown> };

const isAsked = z
  .string()
  .optional()
  .transform((value) => value === "1");
const Query = FileQuery.extend({ split: isAsked, whole: isAsked });

export default async function FilePage({ params, searchParams }: Props) {
  const { actor, sheet } = await loadReview((await params).versionId);
  const query = Query.safeParse(await searchParams);
  if (!query.success) notFound();
  const { path, ...look } = query.data;
  const versionId = sheet.version.id;
  const shown = await container()
    .app.readPackageFile({ actor, versionId, path })
    .catch((error: unknown) => {
      if (isDomainError(error, "not_found")) notFound();
      throw error;
    });
  const base = `/review/${versionId}`;
  return (
    <>
      <LinkAnchor href={`${base}/files`} size="sm">
        All files
      </LinkAnchor>
      <FileView shown={shown} path={path} look={look} base={base} />
    </>
  );
}
