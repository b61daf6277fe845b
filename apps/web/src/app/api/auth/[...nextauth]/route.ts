import { handleAuth } from "@/auth/handler.ts";

export { handleAuth as GET, handleAuth as POST };
