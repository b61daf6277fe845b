export { ListOutline as default } from "@/ui/page-skeleton.tsx";
