// Breaks: aws-sdk-in-storage-only
import "@smithy/signature-v4";
