using AiStudio.Platform.Redaction;

namespace AiStudio.Tests.Platform;

public sealed class RedactorTests
{
    [Theory]
    [InlineData("Write to kim.o'neil+x@mail.example.co.uk now", "Write to kim.o'[e-mail] now")]
    [InlineData("Call +49 30 1234567 or (0221) 47 11-22 33", "Call [phone] or [phone]")]
    [InlineData("My card is 4111 1111 1111 1111.", "My card is [card].")]
    [InlineData("Order 4111 1111 1111 1112 is late", "Order 4111 1111 1111 1112 is late")]
    [InlineData("key sk-proj-abcdEFGH12345678ijkl", "key [key]")]
    [InlineData("AKIAIOSFODNN7EXAMPLE99 and ghp_0123456789abcdef0123", "[key] and [key]")]
    [InlineData("In 2026 there were 1,234,567 of 12.5 at 10:30 on 2026-01-31, v1.2.3", "In 2026 there were 1,234,567 of 12.5 at 10:30 on 2026-01-31, v1.2.3")]
    public void Of_TakesOutWhatNamesOrOpensSomebody(string text, string redacted) => Assert.Equal(redacted, Redactor.Standard.Of(text));
}
