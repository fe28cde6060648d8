"""What stands between the network and the app: settings, and the checks of every request."""
