"""What happens by itself after an action: welcome series and reminders, step by step."""
