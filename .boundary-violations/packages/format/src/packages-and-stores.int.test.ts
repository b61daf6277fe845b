// Breaks: format-tests-import-devstack-only
import "@mosis/devstack";
import "@mosis/domain";
