import { type Metrics, statusClass } from "./metrics/metrics.ts";

/** As much of a handler's context as is looked at. */
interface Asked {
  req: { method: string };
}

/**
 * Counts the answers of handlers. What is answered at once stays answered at once: a promise more would cost the calls
 * that are answered out of memory as much as their answer.
 */
export function observeHandlers(metrics: Metrics) {
  return {
    around<C extends Asked>(
      route: string,
      handler: (c: C) => Response | Promise<Response>,
    ): (c: C) => Response | Promise<Response> {
      const note = (c: C, from: number, status: number) =>
        metrics.requests.observe(
          { route, method: c.req.method, status: statusClass(status) },
          (performance.now() - from) / 1000,
        );
      return (c) => {
        const from = performance.now();
        const failed = (error: unknown): never => {
          note(c, from, 500);
          throw error;
        };
        let answer: Response | Promise<Response>;
        try {
          answer = handler(c);
        } catch (error) {
          return failed(error);
        }
        if (answer instanceof Promise)
          return answer.then((response) => {
            note(c, from, response.status);
            return response;
          }, failed);
        note(c, from, answer.status);
        return answer;
      };
    },

    downloaded({ cache, status, bytes }: { cache: string; status: number; bytes: number }): void {
      metrics.downloads.requests.inc({ cache, status: statusClass(status) });
      metrics.downloads.bytes.inc({ cache }, bytes);
    },
  };
}
