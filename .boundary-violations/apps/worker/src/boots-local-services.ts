// Breaks: apps-run-without-devstack
import "@mosis/devstack";
