// Breaks: aws-sdk-in-storage-only
import "@aws-sdk/client-s3";
