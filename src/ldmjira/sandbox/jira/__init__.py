"""The Jira part of the sandbox: one module per family of calls."""
