import { container } from "@/container.ts";

export const dynamic = "force-dynamic";

/** What Prometheus reads, for whoever shows the metrics' token; without one it exists for nobody. */
export async function GET(request: Request): Promise<Response> {
  const { watch } = container();
  if (!watch.mayReadMetrics(request.headers.get("authorization")))
    return new Response("Show the metrics' token.\n", {
      status: 401,
      headers: { "www-authenticate": 'Bearer realm="metrics"', "cache-control": "no-store" },
    });
  const { contentType, text } = watch.metrics;
  return new Response(await text(), {
    headers: { "content-type": contentType, "cache-control": "no-store" },
  });
}
