export { AppPageSkeleton as default } from "@/ui/page-skeleton.tsx";
