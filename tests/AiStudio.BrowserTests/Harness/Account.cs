namespace AiStudio.BrowserTests.Harness;

public sealed record Account(Guid Id, string Email, string Password);
