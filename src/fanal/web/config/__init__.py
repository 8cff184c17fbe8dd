"""The site put together: settings, addresses, the entrance for the web server."""
