// Breaks: chaos-takes-adapters-in-its-container
import type {} from "@mosis/storage";
