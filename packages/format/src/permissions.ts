/** Every permission a package may ask for, with the words people read before they install. */
export const permissions = {
  background: { title: "Run in the background", description: "Keep working while you use other apps." },
  bluetooth: { title: "Bluetooth", description: "Find and talk to Bluetooth devices near you." },
  calendar: { title: "Calendar", description: "Read and change the events in your calendar." },
  camera: { title: "Camera", description: "Take pictures and record video." },
  clipboard: { title: "Clipboard", description: "Read what you copied in other apps." },
  contacts: { title: "Contacts", description: "Read and change the people in your address book." },
  files: { title: "Files", description: "Read and change files outside the app's own storage." },
  location: { title: "Location", description: "Know where the device is." },
  media: { title: "Photos and media", description: "Read and change your photos, videos and music." },
  messages: { title: "Messages", description: "Read and send messages in your name." },
  microphone: { title: "Microphone", description: "Record sound." },
  motion: { title: "Motion and steps", description: "Read the motion sensors and the step counter." },
  network: { title: "Internet", description: "Send and receive data over the network." },
  nfc: { title: "NFC", description: "Read and write NFC tags near the device." },
  notifications: { title: "Notifications", description: "Show notifications and badges." },
  phone: { title: "Phone", description: "Make calls and see who is calling." },
} as const satisfies Record<string, { title: string; description: string }>;

export type Permission = keyof typeof permissions;

/** The permission ids in alphabetical order. */
export const permissionIds = Object.keys(permissions) as [Permission, ...Permission[]];
