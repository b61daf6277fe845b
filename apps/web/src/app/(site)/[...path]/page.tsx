import { notFound } from "next/navigation";

/** Every other address gets the portal's own 404 page, inside the portal. */
export default function NothingHere() {
  notFound();
}
