// Breaks: domain-is-pure
import "node:crypto";
