// Breaks: adapter-tests-import-domain-and-devstack-only
import "@mosis/devstack";
import "@mosis/jobs";
