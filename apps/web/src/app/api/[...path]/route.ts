import { DomainError } from "@mosis/domain";
import { route } from "@/http/route.ts";

/** Every other address under /api. */
const nothing = route({
  auth: "public",
  handle: async () => {
    throw new DomainError("not_found", { message: "There is no such address in this API." });
  },
});

export { nothing as DELETE, nothing as GET, nothing as PATCH, nothing as POST, nothing as PUT };
