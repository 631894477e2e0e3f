"""When pings are due: rules on local days and times, pure."""
