// Breaks: mail-libraries-in-mail-only
import "@react-email/components";
