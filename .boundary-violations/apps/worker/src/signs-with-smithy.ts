// Breaks: aws-sdk-in-storage-only
import "@smithy/protocol-http";
